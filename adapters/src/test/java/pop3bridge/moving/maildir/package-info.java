@NullMarked
package pop3bridge.moving.maildir;

import org.jspecify.annotations.NullMarked;
