// Says in the page why a passkey could not be used; allauth's script only tells the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const main = document.querySelector("main") ?? document.body;
  let place = document.getElementById("passkey-error");
  if (!place) {
    place = document.createElement("p");
    place.id = "passkey-error";
    place.setAttribute("role", "alert");
    place.className = "notice notice--bad";
    main.prepend(place);
  }
  const english = document.documentElement.lang.startsWith("en");
  place.textContent = english
    ? "The passkey was not used. Try again, or sign in another way."
    : "Chưa dùng được khóa truy cập. Hãy thử lại hoặc chọn cách khác.";
});
