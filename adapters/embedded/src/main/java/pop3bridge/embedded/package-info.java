/** An S3 server inside the process, and sample mail for it. */
@NullMarked
package pop3bridge.embedded;

import org.jspecify.annotations.NullMarked;
