package pop3bridge.store;

import java.time.Instant;

/**
 * An object in a listing.
 *
 * @param etag opaque
 * @param size the stored size in octets
 */
public record Entry(String key, String etag, long size, Instant lastModified) {}
