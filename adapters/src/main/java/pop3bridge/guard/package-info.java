/**
 * Protection against clients that guess passwords: penalties for addresses and accounts, a fair queue for the comparison of passwords,
 * and a cache of passwords that were right, so that clients that poll do not pay for a slow hash each time.
 */
@NullMarked
package pop3bridge.guard;

import org.jspecify.annotations.NullMarked;
