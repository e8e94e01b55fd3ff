/** The POP3 commands and their rules: no sockets, no storage, no Vert.x. */
@NullMarked
package pop3bridge.pop3;

import org.jspecify.annotations.NullMarked;
