/** Reads folders of files that contain one message each, and recognises sources of mail by what they are. */
@NullMarked
package pop3bridge.moving.files;

import org.jspecify.annotations.NullMarked;
