@NullMarked
package pop3bridge.users;

import org.jspecify.annotations.NullMarked;
