package dev.bandolier.server.demo;

import dev.bandolier.v1.Context;
import dev.bandolier.v1.Feature;

/**
 * Somebody who gets a mail.
 *
 * @param segment one of {@link Audience#SEGMENTS}
 * @param device one of {@link Audience#DEVICES}
 * @param hour the hour of day at which the mail is read
 */
record Reader(String segment, String device, int hour) {

  /** What the campaign is told about the reader. */
  Context context() {
    return Context.newBuilder()
        .addFeatures(Feature.newBuilder().setName("segment").setCategory(segment))
        .addFeatures(Feature.newBuilder().setName("device").setCategory(device))
        .addFeatures(Feature.newBuilder().setName("hour").setNumber(hour))
        .build();
  }
}
