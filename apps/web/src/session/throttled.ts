/** The word in which the server says that there were too many attempts to sign in, since an error of next-auth carries one only. */
export const THROTTLED = "throttled";
