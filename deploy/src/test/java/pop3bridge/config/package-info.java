@NullMarked
package pop3bridge.config;

import org.jspecify.annotations.NullMarked;
