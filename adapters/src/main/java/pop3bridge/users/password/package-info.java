/** Passwords as Dovecot, htpasswd and crypt(3) keep them: in schemes, of which a password is one or is not. */
@NullMarked
package pop3bridge.users.password;

import org.jspecify.annotations.NullMarked;
