/** Client-side encryption as the S3 Encryption Client and Amazon SES write it: metadata, the port to data keys, decryption. */
@NullMarked
package pop3bridge.store.encryption;

import org.jspecify.annotations.NullMarked;
