/** Fuzzing: what all targets have in common, the run in the build, and the replay of the corpora. */
@NullMarked
package pop3bridge.fuzz;

import org.jspecify.annotations.NullMarked;
