export const dynamic = "force-dynamic";

/** The server is up; what it depends on is shown on the Live page. */
export const GET = () => Response.json({ status: "ok" });
