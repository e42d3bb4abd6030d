package dev.bandolier.loadtest.subject;

/** A server that takes calls. */
public sealed interface Target extends AutoCloseable permits ServerProcess, Target.Running {

  /** {@code HOST:PORT} of its gRPC services. */
  String address();

  /** What the server printed last, for a person; empty where it is not ours to read. */
  String lastWords();

  /** Ends the server where it was started by us. */
  @Override
  void close();

  /** One that somebody else started. */
  record Running(String address) implements Target {
    @Override
    public String lastWords() {
      return "";
    }

    @Override
    public void close() {}
  }
}
