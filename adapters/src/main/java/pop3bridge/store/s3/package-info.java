/** Implements the object store port for the S3 protocol, with the AWS SDK. */
@NullMarked
package pop3bridge.store.s3;

import org.jspecify.annotations.NullMarked;
