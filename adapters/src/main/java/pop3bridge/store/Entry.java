package pop3bridge.store;

import java.time.Instant;

/**
 * An object as a listing names it.
 *
 * @param etag opaque
 * @param size octets as stored
 */
public record Entry(String key, String etag, long size, Instant lastModified) {}
