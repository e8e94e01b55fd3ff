package pop3bridge.store;

/** A range that lies beyond the end of its object. */
record EmptyDownload(String etag) implements Download {
    @Override
    public long length() {
        return 0;
    }

    @Override
    public int read(byte[] buffer) {
        return -1;
    }

    @Override
    public void close() {}
}
