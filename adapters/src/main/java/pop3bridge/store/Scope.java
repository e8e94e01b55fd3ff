package pop3bridge.store;

import java.util.List;

/**
 * What a session uses of a bucket.
 *
 * @param prefixes it uses the keys that begin with one of these
 */
public record Scope(String bucket, List<String> prefixes) {
    public Scope {
        prefixes = List.copyOf(prefixes);
    }
}
