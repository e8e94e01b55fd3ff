package pop3bridge.management;

import io.vertx.core.http.HttpServerResponse;

/** What a request is responded to with. */
interface Response {
    /** Sends it. Called on the event loop of the request. */
    void send(HttpServerResponse response);
}
