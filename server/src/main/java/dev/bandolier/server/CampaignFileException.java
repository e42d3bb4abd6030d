package dev.bandolier.server;

/** A campaign file is not what it must be; the message names the file, the line and the key. */
final class CampaignFileException extends Exception {
  private static final long serialVersionUID = 1;

  CampaignFileException(String message) {
    super(message);
  }
}
