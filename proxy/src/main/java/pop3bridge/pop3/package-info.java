/** The POP3 commands and their rules, without sockets, storage and Vert.x. */
@NullMarked
package pop3bridge.pop3;

import org.jspecify.annotations.NullMarked;
