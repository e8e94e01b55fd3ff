/** The object-store port over the S3 protocol, by the AWS SDK. */
@NullMarked
package pop3bridge.store.s3;

import org.jspecify.annotations.NullMarked;
