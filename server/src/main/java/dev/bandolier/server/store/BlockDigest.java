package dev.bandolier.server.store;

import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.TwinBlock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a set of blocks amounts to, whatever their order and wherever they lie: the SHA-256 of their
 * number and of the sum, modulo 2²⁵⁶, of each block's SHA-256 over kind, payload words, owner and
 * payload (little-endian: 4, 4, 8, 8 bytes, then 8 a word). Positions, steps and handles, which depend
 * on how facts were grouped, are left out: so a store and one folded anew from the same facts have the
 * same digest.
 *
 * <p>The sum is for comparing, not against forgers: who may choose blocks freely can find two sets with
 * one digest. It takes constant memory, unlike a hash over the sorted blocks. For one thread.
 */
public final class BlockDigest {
  private static final int SUM_WORDS = 4;
  private static final int HEAD_BYTES = ImageFormat.BLOCK_HEAD_BYTES;

  private final MessageDigest sha;
  private final long[] sum = new long[SUM_WORDS];
  private ByteBuffer scratch = ImageFormat.buffer(4096);
  private long blocks;

  /** The digest of nothing. */
  public BlockDigest() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256, but this one", e);
    }
  }

  /** The digest, in hexadecimal, of all live blocks; on the writer's thread, between steps. */
  public static String of(BlockStore store) {
    return of(store, BlockFilter.ALL);
  }

  /** The digest, in hexadecimal, of some live blocks; on the writer's thread, between steps. */
  public static String of(BlockStore store, BlockFilter filter) {
    BlockDigest digest = new BlockDigest();
    store.scan(
        (handle, kind, high, low) -> {
          if (filter.wants(kind, high, low)) {
            Memory memory = store.memory(handle);
            int words = TwinBlock.payloadWords(memory, store.base(handle));
            digest.add(kind, high, low, memory, store.current(handle), words);
          }
        });
    return digest.hex();
  }

  /** Adds a block that lies in memory. */
  public void add(
      int kind, long ownerHigh, long ownerLow, Memory memory, int payload, int payloadWords) {
    int bytes = ImageFormat.blockBytes(payloadWords);
    if (scratch.capacity() < bytes) {
      scratch = ImageFormat.buffer(2 * bytes);
    }
    scratch.clear();
    ImageFormat.putBlock(scratch, kind, ownerHigh, ownerLow, memory, payload, payloadWords);
    add(scratch.flip());
  }

  /** Adds a block as it is encoded in an image file, from the buffer's position to its limit. */
  void add(ByteBuffer encoded) {
    sha.update(encoded);
    ByteBuffer hash = ByteBuffer.wrap(sha.digest()).order(ByteOrder.LITTLE_ENDIAN);
    long carry = 0;
    for (int i = 0; i < SUM_WORDS; i++) {
      long more = hash.getLong();
      long partial = sum[i] + carry;
      carry = Long.compareUnsigned(partial, carry) < 0 ? 1 : 0;
      sum[i] = partial + more;
      carry += Long.compareUnsigned(sum[i], more) < 0 ? 1 : 0;
    }
    blocks++;
  }

  /** The digest's 32 bytes as they stand. */
  byte[] bytes() {
    ByteBuffer all = ImageFormat.buffer(HEAD_BYTES + Long.BYTES * SUM_WORDS);
    all.putLong(blocks);
    for (long word : sum) {
      all.putLong(word);
    }
    sha.update(all.flip());
    return sha.digest();
  }

  /** The digest as it stands, 64 hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }
}
