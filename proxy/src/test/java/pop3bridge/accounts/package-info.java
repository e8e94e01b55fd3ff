/** Accounts in memory, for tests. */
@NullMarked
package pop3bridge.accounts;

import org.jspecify.annotations.NullMarked;
