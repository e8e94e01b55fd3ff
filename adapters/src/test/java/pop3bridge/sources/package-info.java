/** Tests of what sources of accounts have in common. */
@NullMarked
package pop3bridge.sources;

import org.jspecify.annotations.NullMarked;
