/** The names of objects that contain messages: the unique-ids that follow from them, and the names that commands give. */
@NullMarked
package pop3bridge.store.names;

import org.jspecify.annotations.NullMarked;
