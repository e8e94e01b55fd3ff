/** Messages that their writer compressed with gzip or zstd. */
@NullMarked
package pop3bridge.store.compression;

import org.jspecify.annotations.NullMarked;
