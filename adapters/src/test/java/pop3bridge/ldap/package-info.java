@NullMarked
package pop3bridge.ldap;

import org.jspecify.annotations.NullMarked;
