/** The Helm chart and the other manifests, rendered and compared with Kubernetes' types and with the settings. */
@NullMarked
package pop3bridge.helm;

import org.jspecify.annotations.NullMarked;
