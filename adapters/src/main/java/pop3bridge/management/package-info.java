/** The management port: metrics, health probes, and what operators see and do. */
@NullMarked
package pop3bridge.management;

import org.jspecify.annotations.NullMarked;
