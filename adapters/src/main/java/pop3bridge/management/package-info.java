/** The management port: metrics and health probes. */
@NullMarked
package pop3bridge.management;

import org.jspecify.annotations.NullMarked;
