/** Password schemes of Dovecot, htpasswd and crypt(3). */
@NullMarked
package pop3bridge.users.password;

import org.jspecify.annotations.NullMarked;
