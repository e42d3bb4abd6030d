package dev.bandolier.server.token;

import com.google.protobuf.ByteString;
import dev.bandolier.server.event.DecisionMade;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes tokens and opens them. A token is not secret but authentic: whoever lacks the key cannot make
 * one. Any thread; takes no lock.
 *
 * <pre>
 * 0 u8 version   1 i64 position   9 i64 time   17 decision   end-16 the first half of HMAC-SHA256 over all before
 * </pre>
 *
 * <p>Numbers are big-endian, except in the decision. The same decision has the same token every time.
 */
public final class TokenSeal {

  private static final byte VERSION = 1;
  private static final int DECISION = 17;
  private static final int SEAL = 16;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final ThreadLocal<Press> presses = ThreadLocal.withInitial(this::newPress);

  /**
   * Makes a seal.
   *
   * @param key 32 random bytes
   */
  public TokenSeal(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  private record Press(Mac mac, Digest digest) {}

  private Press newPress() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return new Press(mac, new Digest());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has " + ALGORITHM, e);
    }
  }

  /** The token of a decision that stands at a position of the journal. */
  public ByteString seal(DecisionMade made, long position, long time) {
    Press press = presses.get();
    ByteBuffer decision = press.digest.of(made);
    int sealed = DECISION + decision.remaining();
    ByteBuffer token = ByteBuffer.allocate(sealed + SEAL);
    token.put(VERSION).putLong(position).putLong(time).put(decision);
    press.mac.update(token.array(), 0, sealed);
    token.put(press.mac.doFinal(), 0, SEAL);
    return ByteString.copyFrom(token.array());
  }

  /** What a token says, or null where it is none of ours. */
  public @Nullable Token open(ByteString token) {
    if (token.size() < DECISION + SEAL || token.byteAt(0) != VERSION) {
      return null;
    }
    byte[] bytes = token.toByteArray();
    Mac mac = presses.get().mac;
    mac.update(bytes, 0, bytes.length - SEAL);
    ByteBuffer expected = ByteBuffer.wrap(mac.doFinal(), 0, SEAL);
    byte[] half = new byte[SEAL];
    expected.get(half);
    byte[] given = token.substring(token.size() - SEAL).toByteArray();
    return MessageDigest.isEqual(half, given) ? read(token) : null;
  }

  /** What a token says that this process has just made. */
  public static Token read(ByteString token) {
    ByteBuffer numbers = token.asReadOnlyByteBuffer();
    return new Token(
        numbers.getLong(1), numbers.getLong(9), token.substring(DECISION, token.size() - SEAL));
  }
}
