/**
 * Sends single requests to an S3 endpoint with the SDK's signer and HTTP client, without the SDK's S3 client, which takes
 * three times the CPU for the same request. See deploy/docs/decisions/0016-direct-requests.md.
 */
@NullMarked
package pop3bridge.store.s3.http;

import org.jspecify.annotations.NullMarked;
