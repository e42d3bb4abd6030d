package dev.bandolier.server;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where to listen.
 *
 * @param host a name or an address
 * @param port 0 to 65,535; 0: any free one
 */
record Address(String host, int port) {

  Address {
    if (host.isBlank() || port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "expected HOST:PORT, such as 127.0.0.1:7070, with a port of 0 to 65535");
    }
  }

  /**
   * Reads {@code HOST:PORT}; an IPv6 address stands in brackets.
   *
   * @param option what the message names
   * @throws IllegalArgumentException if it is none
   */
  static Address parse(String option, String text) {
    int colon = Math.max(0, text.lastIndexOf(':'));
    String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
    try {
      return new Address(host, port(text.substring(colon).replaceFirst(":", "")));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + " " + text + ": " + e.getMessage(), e);
    }
  }

  private static int port(String text) {
    return text.matches("\\d{1,5}") ? Integer.parseInt(text) : -1;
  }

  /** The same host at another port. */
  Address at(int otherPort) {
    return new Address(host, otherPort);
  }

  /** Whether only this machine can reach it. */
  boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
