/** What sources of accounts have in common, and the order in which several are asked. */
@NullMarked
package pop3bridge.sources;

import org.jspecify.annotations.NullMarked;
