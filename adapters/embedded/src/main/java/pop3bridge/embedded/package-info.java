/** An S3 server inside the process, and sample mail to put into it. */
@NullMarked
package pop3bridge.embedded;

import org.jspecify.annotations.NullMarked;
