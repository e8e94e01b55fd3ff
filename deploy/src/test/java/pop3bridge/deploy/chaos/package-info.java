/**
 * Chaos on real processes: replicas are killed and stopped while clients read and remove mail, and a ledger of what the clients saw
 * tells whether a promise was broken. No class but the tests knows JUnit, so that a long run needs nothing that is not packaged.
 */
@NullMarked
package pop3bridge.deploy.chaos;

import org.jspecify.annotations.NullMarked;
