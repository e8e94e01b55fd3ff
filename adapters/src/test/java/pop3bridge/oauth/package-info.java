@NullMarked
package pop3bridge.oauth;

import org.jspecify.annotations.NullMarked;
