package pop3bridge.helm;

import com.google.gson.Gson;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * An object of Kubernetes, as YAML has it.
 *
 * @param kind the API version, a space and the kind
 */
record Manifest(String kind, String name, Map<?, ?> content) {
    private static final Map<String, Class<?>> TYPES = Map.of(
            "v1 ConfigMap", V1ConfigMap.class,
            "v1 Secret", V1Secret.class,
            "v1 Service", V1Service.class,
            "v1 ServiceAccount", V1ServiceAccount.class,
            "apps/v1 Deployment", V1Deployment.class,
            "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class,
            "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class,
            "autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class);

    static {
        new JSON();
    }

    /** Returns the objects of a file with several documents. */
    static List<Manifest> all(String yaml) {
        List<Manifest> manifests = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
            if (document instanceof Map<?, ?> content && content.get("metadata") instanceof Map<?, ?> metadata) {
                manifests.add(new Manifest(content.get("apiVersion") + " " + content.get("kind"),
                        String.valueOf(metadata.get("name")), content));
            } else {
                throw new IllegalArgumentException("not an object of Kubernetes: " + document);
            }
        }
        return manifests;
    }

    /** Whether Kubernetes has this kind itself. */
    boolean isBuiltIn() {
        return TYPES.containsKey(kind);
    }

    /**
     * Reads the object as Kubernetes' own type.
     *
     * @throws RuntimeException if a field is unknown, missing or has another type
     */
    Object typed() {
        return JSON.getGson().fromJson(new Gson().toJson(content), TYPES.get(kind));
    }
}
