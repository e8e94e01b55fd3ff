/** Tests of the commands and their rules; scripts of whole sessions. */
@NullMarked
package pop3bridge.pop3;

import org.jspecify.annotations.NullMarked;
