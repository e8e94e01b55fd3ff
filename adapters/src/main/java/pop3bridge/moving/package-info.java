/** Moves mail into maildrops and out of them: the port to a source of mail, import and export. */
@NullMarked
package pop3bridge.moving;

import org.jspecify.annotations.NullMarked;
