/** Accounts from a users file in passwd-file format. */
@NullMarked
package pop3bridge.users;

import org.jspecify.annotations.NullMarked;
