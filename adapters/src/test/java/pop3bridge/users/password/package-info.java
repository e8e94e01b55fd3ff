@NullMarked
package pop3bridge.users.password;

import org.jspecify.annotations.NullMarked;
