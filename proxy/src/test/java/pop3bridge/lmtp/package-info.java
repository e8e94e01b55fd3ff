@NullMarked
package pop3bridge.lmtp;

import org.jspecify.annotations.NullMarked;
