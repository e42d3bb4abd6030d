package dev.bandolier.server.store;

import java.util.ArrayList;
import java.util.List;

/** The images in the making, told of every block before a step touches it. Writer's thread only. */
final class Captures {
  private final List<ImageCapture> open = new ArrayList<>();

  ImageCapture add(ImageCapture capture) {
    open.removeIf(ImageCapture::isOver);
    open.add(capture);
    return capture;
  }

  void beforeChange(long handle) {
    if (!open.isEmpty()) {
      open.removeIf(ImageCapture::isOver);
      open.forEach(capture -> capture.beforeChange(handle));
    }
  }

  void born(long handle) {
    if (!open.isEmpty()) {
      open.forEach(capture -> capture.born(handle));
    }
  }

  /** Ends all of them: their blocks are about to go away. */
  void cancel() {
    open.forEach(ImageCapture::cancel);
    open.clear();
  }
}
