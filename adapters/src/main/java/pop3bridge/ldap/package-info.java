/** Accounts from an LDAP directory. */
@NullMarked
package pop3bridge.ldap;

import org.jspecify.annotations.NullMarked;
