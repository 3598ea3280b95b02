// Loaded with --import before a program that knows nothing of its supervisor (Next): it ends when the channel closes, which happens also
// when the supervisor was killed.
process.on("disconnect", () => process.exit(1));
