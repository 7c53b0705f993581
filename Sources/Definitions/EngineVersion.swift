/// The program's version; a new one may read the same files anew.
package let engineVersion = "0.1.0"
