package dev.bandolier.client;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how connections are encrypted.
 *
 * @param on false: plain text
 * @param trusted certificates, in PEM, that the server's must lead to; null: those of the Java installation
 * @param chain the client's own certificates, in PEM; null: none
 * @param key their private key, in PEM (PKCS #8, not encrypted)
 */
record Tls(boolean on, @Nullable Path trusted, @Nullable Path chain, @Nullable Path key) {
  static final Tls OFF = new Tls(false, null, null, null);

  Tls trusting(Path certificates) {
    return new Tls(true, certificates, chain, key);
  }

  Tls presenting(Path certificates, Path privateKey) {
    return new Tls(true, trusted, certificates, privateKey);
  }

  ChannelCredentials credentials() {
    if (!on) {
      return InsecureChannelCredentials.create();
    }
    try {
      return encrypted();
    } catch (IOException e) {
      throw new UncheckedIOException("The TLS files cannot be read: " + e.getMessage(), e);
    }
  }

  private ChannelCredentials encrypted() throws IOException {
    TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
    if (trusted != null) {
      builder.trustManager(trusted.toFile());
    }
    if (chain != null && key != null) {
      builder.keyManager(chain.toFile(), key.toFile());
    }
    return builder.build();
  }
}
