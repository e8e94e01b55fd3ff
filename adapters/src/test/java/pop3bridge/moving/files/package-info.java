@NullMarked
package pop3bridge.moving.files;

import org.jspecify.annotations.NullMarked;
