package pop3bridge.deploy.chaos;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import pop3bridge.deploy.chaos.Totals.Count;

/** Repeatedly opens any maildrop through any replica; removes only messages that it has read. */
final class ChaosClient implements Scene.Actor {
    private static final int MOST_READ = 12;
    private static final Duration BETWEEN_VISITS = Duration.ofMillis(400);
    private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(5);
    private static final Duration SHORT_REST = Duration.ofSeconds(1);

    private final Scene scene;
    private final String name;
    private final SplittableRandom random;
    private int visits;

    ChaosClient(Scene scene, String name) {
        this.scene = scene;
        this.name = name;
        this.random = scene.random(name);
    }

    @Override
    public void act() throws Exception {
        while (!scene.pause(Scene.between(random, Duration.ZERO, BETWEEN_VISITS))) {
            Replica replica = oneOf(scene.replicas);
            Optional<InetSocketAddress> address = replica.address();
            if (address.isPresent()) {
                visit(replica, address.get());
            }
        }
    }

    private <T> T oneOf(List<T> things) {
        return things.get(random.nextInt(things.size()));
    }

    private boolean oneIn(int number) {
        return random.nextInt(number) == 0;
    }

    private void visit(Replica replica, InetSocketAddress address) throws InterruptedException {
        Duration patience = oneIn(6) ? muchPatience() : LITTLE_PATIENCE;
        try {
            Dialogue dialogue = scene.dial(address, patience);
            try {
                converse(dialogue, replica);
            } finally {
                scene.hangUp(dialogue);
            }
        } catch (IOException _) {
            scene.totals.add(Count.SESSIONS_BROKEN_OFF);
        }
    }

    /** Enough to be there when the replica has been stopped until others have its locks. */
    private Duration muchPatience() {
        return scene.options.lease().multipliedBy(3);
    }

    private void converse(Dialogue dialogue, Replica replica) throws IOException, InterruptedException {
        ClientSession session = ClientSession.open(scene, dialogue, oneOf(scene.maildrops()),
                name + "#" + ++visits + " at " + replica, oneIn(4));
        if (!oneIn(4)) {
            dialogue.patience(muchPatience());
        }
        rest();
        if (oneIn(4)) {
            session.list();
        }
        int count = session.uids().size();
        for (int reading = random.nextInt(MOST_READ); reading > 0 && count > 0; reading--) {
            session.read(1 + random.nextInt(count));
        }
        if (oneIn(8) && count > 0) {
            session.delete(Set.of(1 + random.nextInt(count)));
            session.reset();
        }
        rest();
        end(session, dialogue, replica);
    }

    /** Clients are quick mostly, and sometimes so slow that the lock must be renewed. */
    private void rest() throws InterruptedException {
        int kind = random.nextInt(20);
        if (kind < 2) {
            scene.pause(Scene.between(random, SHORT_REST, scene.options.lease().multipliedBy(3).dividedBy(2)));
        } else if (kind < 8) {
            scene.pause(Scene.between(random, Duration.ZERO, SHORT_REST));
        }
    }

    private void end(ClientSession session, Dialogue dialogue, Replica replica) throws IOException {
        Set<Integer> marked = someThatAreRead(session);
        int kind = random.nextInt(20);
        if (kind < 11) {
            session.delete(marked);
            replica.quitSent();
            session.quit(marked);
        } else if (kind < 15) {
            replica.quitSent();
            session.quitInOnePiece(marked);
        } else if (kind < 17) {
            replica.quitSent();
            session.quitUnheard(marked);
        } else {
            session.delete(marked);
            scene.totals.add(Count.SESSIONS_LEFT_WITHOUT_QUIT);
            if (kind == 19) {
                dialogue.reset();
            }
        }
    }

    private Set<Integer> someThatAreRead(ClientSession session) {
        Set<Integer> numbers = new TreeSet<>();
        for (int number = 1; number <= session.uids().size(); number++) {
            if (session.hasBeenRead(number) && random.nextBoolean()) {
                numbers.add(number);
            }
        }
        return numbers;
    }
}
