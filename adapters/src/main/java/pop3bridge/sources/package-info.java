/** What authentication backends have in common, and the order in which they are queried. */
@NullMarked
package pop3bridge.sources;

import org.jspecify.annotations.NullMarked;
